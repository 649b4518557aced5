module.exports = {
  cacheStores: [],
  transformer: { babelTransformerPath: require.resolve("@react-native/metro-babel-transformer") },
};
