/**
 * What all registries on one database share beside their records: the uses of proofs of possession.
 * Door: {@link org.bailiwick.ars.shared.StoredProofs}. Invariant: a use is durable before its
 * request goes on.
 */
package org.bailiwick.ars.shared;
