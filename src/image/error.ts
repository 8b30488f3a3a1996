/** An image that cannot be read: damaged, incomplete, or of a kind that is not known. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}
