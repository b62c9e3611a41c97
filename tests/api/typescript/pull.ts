// What a strict program may take for granted of the client's types: compiled, not run, by test_typescript.py.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Measure = components["schemas"]["Measure"];

const client = createClient<paths>({ baseUrl: "http://127.0.0.1:8000" });

export async function titles(plan: string): Promise<string[]> {
  const { data, error } = await client.GET("/api/v1/measures/", {
    params: { query: { plan: [plan], phase: ["in_progress", "completed"], page_size: 500 } },
  });
  if (error) throw new Error(error.detail);
  return data.results.map((measure) => `${measure.code} ${measure.title.trim()} ${measure.plan.slug}`);
}

export async function leaders(plan: string, key: string): Promise<string[]> {
  const { data } = await client.GET("/api/v1/plans/{plan}/measures/{key}/", { params: { path: { plan, key } } });
  const measure: Measure | undefined = data;
  return measure?.responsibilities.filter((part) => part.role === "lead").map((part) => part.body.name) ?? [];
}

export async function begin(plan: string, key: string, version: number): Promise<number> {
  const { data, error } = await client.PATCH("/api/v1/plans/{plan}/measures/{key}/", {
    params: { path: { plan, key }, header: { "If-Match": `"${version}"` } },
    body: { phase: "in_progress", withdrawn_on: null },
  });
  if (error) throw new Error(`${error.status} ${error.title}`);
  return data.version;
}

export async function lines(): Promise<string[]> {
  const { data } = await client.GET("/api/v1/measures.{file_format}", {
    params: { path: { file_format: "ndjson" } },
    parseAs: "text",
  });
  return (data ?? "").split("\n");
}

export async function changesAfter(since: string): Promise<string> {
  const { data } = await client.GET("/api/v1/changes/", { params: { query: { since } } });
  return data ? data.results.map((change) => `${change.operation} ${change.url}`).join() + data.cursor : since;
}
