/**
 * Clone detection (requirement R15): a renewal names the credential that it replaces. If that is
 * not the newest of its name and device, another party has renewed it before, so two parties hold
 * one identity.
 *
 * <p>Doors: {@link org.bailiwick.aca.lineage.Lineage} and {@link
 * org.bailiwick.aca.lineage.CloneAlarm} for issuance, {@link
 * org.bailiwick.aca.lineage.FrozenIdentities} for operators. Invariants: nothing is issued under a
 * frozen name until an officer releases it; the check shares the transaction of the reservation;
 * freezes and releases are rows that are never changed.
 */
package org.bailiwick.aca.lineage;
