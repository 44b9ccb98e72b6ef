// A transform for packages that import JSON without the attribute that modules must have. Without it jest warns of each.
module.exports = {
  process: (source) => ({ code: source.replace(/( from "[^"]+\.json");/g, '$1 with { type: "json" };') }),
};
