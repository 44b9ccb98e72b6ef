/** The Identity hosts of clouds that have rules of their own. */
export const hosts = {
  vkCloud: /(^|\.)(cloud\.vk\.(com|ru)|mail\.ru)$/,
  openTelekomCloud: /\.otc\.t-systems\.com$/,
  huaweiCloud: /\.myhuaweicloud\.(com|eu)$/,
  flexibleEngine: /\.prod-cloud-ocb\.orange-business\.com$/,
  selectel: /\.(selcloud|selvpc)\.ru$/,
};
