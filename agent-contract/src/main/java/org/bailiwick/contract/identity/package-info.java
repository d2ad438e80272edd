/**
 * Identities: trust domains, SPIFFE ids, agents, owners, principals and locators.
 *
 * <p>This package has values only. {@code parse} reads text from outside and accepts exactly one
 * spelling of each value. No text is normalised, so two different texts name different things
 * (SPIFFE-ID section 2, RFC 9525 section 2).
 */
package org.bailiwick.contract.identity;
