/**
 * Whether the parties of a step or a token may still take part. Doors: {@link
 * org.bailiwick.master.parties.CallerStatus} for callers of any kind, {@link
 * org.bailiwick.master.parties.PartnerRights} for a caller's trust domain, {@link
 * org.bailiwick.master.parties.OwnCallerRights} for this domain's own workloads, {@link
 * org.bailiwick.master.parties.CredentialStates} for the credentials of callers and agents, {@link
 * org.bailiwick.master.parties.StepAssets} for what a step may call.
 *
 * <p>Invariants: every answer is given from memory for the present moment, and is as strict as that
 * to a request of the same party; what is not known, or not freshly enough, counts as unknown and
 * never as good.
 */
package org.bailiwick.master.parties;
