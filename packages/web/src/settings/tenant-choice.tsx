import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';

import { runlight } from '../api.ts';
import { meQuery } from '../shell/me.ts';

const EVERYBODY = '';
const settings = getRouteApi('/settings');

/** Whose settings are looked at, as the API's parameter. */
export function useTenant(): { readonly tenant?: string } {
  const { tenant } = settings.useSearch();
  return tenant === undefined ? {} : { tenant };
}

/** Chooses whose settings are shown and changed, for those who may see several tenants. */
export function TenantChoice() {
  const navigate = useNavigate();
  const { tenant } = useTenant();
  const { data: me } = useQuery(meQuery);
  const facets = useQuery({ queryKey: ['facets'], queryFn: () => runlight.getFacets() });
  const tenants = [...new Set([...(facets.data?.tenants ?? []), ...(tenant === undefined ? [] : [tenant])])];
  if (me?.tenant_id !== null || tenants.length === 0) return null;
  return (
    <NativeSelect
      label="For"
      description="A tenant has what everybody has, until it has its own"
      value={tenant ?? EVERYBODY}
      data={[{ value: EVERYBODY, label: 'Everybody' }, ...tenants]}
      onChange={({ currentTarget: { value } }) =>
        void navigate({ to: '.', search: value === EVERYBODY ? {} : { tenant: value } })
      }
      maw={460}
    />
  );
}
