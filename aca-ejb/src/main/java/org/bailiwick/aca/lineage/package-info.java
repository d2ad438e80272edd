/**
 * Clone detection (requirement R15): a renewal names the credential that it replaces. If that is
 * not the newest of its name and device, somebody else renewed meanwhile: two parties hold one
 * identity.
 *
 * <p>Doors: {@link org.bailiwick.aca.lineage.Lineage} and {@link
 * org.bailiwick.aca.lineage.CloneAlarm} for issuance, {@link
 * org.bailiwick.aca.lineage.FrozenIdentities} for operators. Invariants: under a frozen name
 * nothing is issued, to whomever, until an officer releases it; the check shares the transaction of
 * the reservation; freezes and releases are rows that are never changed.
 */
package org.bailiwick.aca.lineage;
