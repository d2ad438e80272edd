/**
 * {@code jobs}, {@code tokens}, {@code partners} and {@code agents}: lists of Master Agent and
 * registry for officers and auditors, and the end of a token by an officer, over their HTTP APIs
 * and with the operator's own certificate. {@code caller}: the accounts of callers, which officers
 * also add and end. {@code approval}: the steps about which officers decide. {@code risks}: what is
 * reported of the risk of callers.
 *
 * <p>Doors: {@link org.bailiwick.command.lists.JobsCommand}, {@link
 * org.bailiwick.command.lists.TokensCommand}, {@link org.bailiwick.command.lists.PartnersCommand},
 * {@link org.bailiwick.command.lists.AgentsCommand}, {@link
 * org.bailiwick.command.lists.RegistryCommand}, {@link org.bailiwick.command.lists.CallerCommand},
 * {@link org.bailiwick.command.lists.ApprovalCommand}, {@link
 * org.bailiwick.command.lists.PolicyListCommand}, {@link org.bailiwick.command.lists.RisksCommand}.
 * A table shows no text that could steer the terminal.
 */
package org.bailiwick.command.lists;
