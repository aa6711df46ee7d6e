// Works through the API with a client whose types were generated from its document (schema.d.ts beside this file).
import createClient from "openapi-fetch";
import type { paths } from "./schema.d.ts";

const [address, key] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: address, headers: { "x-api-key": key } });

function done<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("it is not in the list");
  return found;
}

const accounts = done(await api.GET("/api/v1/accounts"));
const account = (number: number): string => known(accounts.find((one) => one.accountNumber === number)).id;
const code = known(done(await api.GET("/api/v1/vat-codes")).find((one) => one.vatCode === "S01"));

const group = done(
  await api.POST("/api/v1/product-groups", {
    body: {
      number: "77",
      name: "Timer",
      domesticAccountId: account(1010),
      euAccountId: account(1050),
      abroadAccountId: account(1100),
      domesticWithoutVatAccountId: account(1205),
    },
  }),
);
const product = done(
  await api.POST("/api/v1/products", { body: { name: "Rådgivning", productGroupId: group.id } }),
);
const price = done(
  await api.POST("/api/v1/product-prices", {
    body: { productId: product.id, billingPeriodType: "ONE_TIME", pricingModel: "FLAT_RATE", unitAmount: "950.00" },
  }),
);
const customerGroup = known(done(await api.GET("/api/v1/customer-groups"))[0]);
const customer = done(
  await api.POST("/api/v1/customers", {
    body: {
      customerType: "business",
      customerNumber: "10001",
      name: "Nordhavn ApS",
      countryCode: "DK",
      vatZone: "domestic",
      customerGroupId: customerGroup.id,
    },
  }),
);
const draft = done(
  await api.POST("/api/v2/draft-journal-entries", {
    body: {
      entryType: "CUSTOMER_INVOICE",
      date: "2026-03-31",
      originalAmount: "1187.50",
      customerId: customer.id,
      lines: [{ accountId: account(1010), credit: "1187.50", vatCodeId: code.id }],
    },
  }),
);
const booked = done(
  await api.POST("/api/v2/draft-journal-entries/{id}/book", { params: { path: { id: draft.id } } }),
);
const back = done(
  await api.POST("/api/v1/journal-entries/{id}/reverse", {
    params: { path: { id: booked.id } },
    body: { date: "2026-03-31" },
  }),
);
const lost = await api.GET("/api/v2/draft-journal-entries/{id}", { params: { path: { id: draft.id } } });

console.log(
  JSON.stringify({
    price: [price.unitAmount, price.isDefault],
    customer: customer.customerNumber,
    credits: booked.lines.map((line) => line.credit).sort(),
    reversed: back.reversalOfId === booked.id,
    lost: lost.error?.code,
  }),
);
