// How the page's language writes numbers and times.

const { lang } = document.documentElement;

export const locale = lang === "en" ? "en-GB" : lang;
