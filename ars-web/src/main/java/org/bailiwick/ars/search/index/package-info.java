/**
 * The full-text index over the registry's listed agents. Doors: {@link
 * org.bailiwick.ars.search.index.AgentIndex} and {@link
 * org.bailiwick.ars.search.index.IndexFollower}, which keeps it up.
 *
 * <p>Invariants: the index is a cache, and is made anew from the database whenever it is missing or
 * damaged or of another form; what it finds are candidates, which a search compares with the
 * database before it shows them; its order comes from signed facts, and relevance, which uses no
 * statistics over other agents, decides only among equals. Lucene is known here only, and its query
 * parser nowhere.
 */
package org.bailiwick.ars.search.index;
