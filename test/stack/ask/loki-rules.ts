import { z } from 'zod';

const Rule = z.object({ name: z.string(), health: z.string(), state: z.string() });
const Rules = z.object({ data: z.object({ groups: z.array(z.object({ rules: z.array(Rule) })) }) });

/** The alerting rules that Loki evaluates. */
export async function lokiRules(lokiUrl: string): Promise<z.infer<typeof Rule>[]> {
  const response = await fetch(new URL('/prometheus/api/v1/rules', lokiUrl));
  return Rules.parse(await response.json()).data.groups.flatMap(({ rules }) => rules);
}
