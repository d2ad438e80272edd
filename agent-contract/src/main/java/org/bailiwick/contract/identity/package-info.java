/**
 * Identities: trust domains, SPIFFE ids, agents, owners, principals and locators.
 *
 * <p>Values only. {@code parse} takes outside text and accepts exactly one spelling of each value:
 * nothing is normalised, so two texts are equal or they name different things (SPIFFE-ID section 2,
 * RFC 9525 section 2).
 */
package org.bailiwick.contract.identity;
