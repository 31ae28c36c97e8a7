export function RedactionPage() {
  return null;
}
