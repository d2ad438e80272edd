/**
 * Lists of jobs, tokens and partners for officers and auditors. Doors: {@link
 * org.bailiwick.master.lists.JobListResource}, {@link
 * org.bailiwick.master.lists.TokenListResource}, {@link
 * org.bailiwick.master.lists.PartnerListResource}, and {@link
 * org.bailiwick.master.lists.TokenFamily} for one token with its tree. The code that components
 * share for lists is in {@code node-support}.
 *
 * <p>Invariant: no entry has the input or result of a job, a token, or a digest of one.
 */
package org.bailiwick.master.lists;
