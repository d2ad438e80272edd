/**
 * What all registries on one database share beside their records: the uses of proofs of possession,
 * and the key of page tokens. Doors: {@link org.bailiwick.ars.shared.StoredProofs}, {@link
 * org.bailiwick.ars.shared.PageTokenKey}. Invariant: a use is durable before its request goes on.
 */
package org.bailiwick.ars.shared;
