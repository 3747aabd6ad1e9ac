/** The client under test: the sources, or with CARILLON_CLIENT another module, as the one that is served. */
const source = new URL('../../../main/resources/META-INF/resources/carillon/carillon.js', import.meta.url);

export const { connect, Refusal } = await import(process.env.CARILLON_CLIENT ?? source.href);
