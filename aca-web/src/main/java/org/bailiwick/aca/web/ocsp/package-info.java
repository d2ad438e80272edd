/**
 * OCSP over HTTP (RFC 6960 appendix A, RFC 9919 section 6): methods, media type, caching. What is
 * answered is {@code aca.ocsp}'s. A servlet of its own and no JAX-RS resource: an answer out of
 * memory costs less than the filters of the other routes, and none of them is wanted here, since
 * anybody may ask and every answer is signed (docs/ocsp.md).
 */
package org.bailiwick.aca.web.ocsp;
