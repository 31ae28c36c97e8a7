import { shortId } from '../parts/run-id.tsx';

/** What a tab is called that shows an address: what differs comes first. */
export function pageTitle(pathname: string): string {
  return [...partsOf(pathname), 'Runlight'].join(' · ');
}

function partsOf(pathname: string): readonly string[] {
  const [screen = '', part = ''] = pathname.split('/').slice(1);
  switch (screen) {
    case '':
      return ['Overview'];
    case 'runs':
      return part === '' ? ['Runs'] : [shortId(decodeURIComponent(part))];
    case 'compare':
      return ['Compare versions'];
    case 'settings':
      return part === '' ? ['Settings'] : [part.charAt(0).toUpperCase() + part.slice(1), 'Settings'];
    default:
      return [];
  }
}
