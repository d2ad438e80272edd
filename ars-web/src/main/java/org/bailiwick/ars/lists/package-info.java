/**
 * Lists the registry's records for officers and auditors. Door: {@link
 * org.bailiwick.ars.lists.AgentListResource}. The code that components share for lists is in {@code
 * node-support}.
 */
package org.bailiwick.ars.lists;
