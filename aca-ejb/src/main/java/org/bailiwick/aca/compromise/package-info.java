/**
 * Public keys that somebody else may hold: refused for good, whoever asks, under whatever name, for
 * whatever kind of certificate.
 *
 * <p>Doors: {@link org.bailiwick.aca.compromise.CompromisedKeys} for issuance and revocation,
 * {@link org.bailiwick.aca.compromise.KeyReports} for operators. Invariants: a report is never
 * taken back; the first one stands; the check shares the transaction of what it permits, once when
 * a certificate is reserved and again when it is completed.
 */
package org.bailiwick.aca.compromise;
