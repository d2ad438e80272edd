/**
 * The agreements with registries of partner domains, one file each. Doors: {@link
 * org.bailiwick.ars.agreement.RegistryAgreements}, {@link
 * org.bailiwick.ars.agreement.FederatedTrust}.
 *
 * <p>Invariants: without a readable file nothing is exported to a domain and nothing of it is
 * shown; a file with a fault counts as none; a partner's anchors count for the nodes of that
 * partner alone.
 */
package org.bailiwick.ars.agreement;
