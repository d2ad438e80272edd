/**
 * OCSP over HTTP (RFC 6960 appendix A, RFC 9919 section 6): methods, media type, caching. The
 * package {@code aca.ocsp} makes the answers. This is a servlet and no JAX-RS resource, because the
 * filters of the other routes would cost more than an answer from memory, and are not needed:
 * everybody may ask, and every answer is signed (docs/ocsp.md).
 */
package org.bailiwick.aca.web.ocsp;
