/**
 * The operations of HTTP APIs: an asset of the kind {@code api} (docs/backends.md).
 *
 * <p>Door: {@link org.bailiwick.broker.rest.RestDriver}. Invariants: only what the asset file names
 * is called; a value of the input stays a value, whatever it contains: it never becomes another
 * path, parameter or field (threat 59); nothing of a failed answer but its status counts.
 */
package org.bailiwick.broker.rest;
