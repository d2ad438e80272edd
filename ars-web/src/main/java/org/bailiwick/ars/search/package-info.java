/**
 * Searches the registry by what agents are certified for, and by what they say of themselves.
 *
 * <p>Doors: {@link org.bailiwick.ars.search.SearchResource} and {@link
 * org.bailiwick.ars.search.AgentSearch}. Invariants: each hit was compared with the database, the
 * revocation view and the policies at the time of the answer; an agent that the caller may not see
 * is neither shown nor counted, and costs as much time as any other; the order comes from signed
 * facts, and a hit says so where relevance or the identifier decided.
 */
package org.bailiwick.ars.search;
