/** Other copies of a module than the one that is imported under its name. */
declare module "fallback:@paygress/volume-key" {
  export * from "@paygress/volume-key";
}
declare module "beside:@paygress/volume-key" {
  export * from "@paygress/volume-key";
}
