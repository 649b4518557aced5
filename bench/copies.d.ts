/** Other copies of a module than the one that is imported under its name. */
declare module "second:@paygress/volume-key" {
  export * from "@paygress/volume-key";
}
declare module "third:@paygress/volume-key" {
  export * from "@paygress/volume-key";
}
