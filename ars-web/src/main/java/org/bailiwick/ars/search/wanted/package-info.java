/**
 * What a search wants of agents. Doors: {@link org.bailiwick.ars.search.wanted.SearchRequest},
 * which reads the body of a search, and {@link org.bailiwick.ars.search.wanted.SignedFacts}, with
 * which it is compared.
 *
 * <p>Invariants: a member that is not defined is refused by its name; every list and text has a
 * bound; criteria that give an order ask for signed facts only, and what an agent says of itself
 * only filters. Nothing here reads the database or the index.
 */
package org.bailiwick.ars.search.wanted;
