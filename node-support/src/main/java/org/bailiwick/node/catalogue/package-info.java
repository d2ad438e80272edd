/**
 * The catalogue of capability types: what the domain's agents, tools, APIs and databases do, as
 * their owners have reviewed it. Door: {@link org.bailiwick.node.catalogue.ReviewedCatalogue}.
 *
 * <p>Invariants: an entry is named by its file and describes one capability with its version; types
 * and capabilities that it names are described, too, or the entry is not in force; what an agent
 * says of itself is no part of it.
 */
package org.bailiwick.node.catalogue;
