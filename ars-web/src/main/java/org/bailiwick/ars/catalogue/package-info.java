/**
 * The domain's catalogue of capability types as the registry reads it: the same reviewed files as
 * those of the Master Agent. Door: {@link org.bailiwick.ars.catalogue.DomainCatalogue}.
 *
 * <p>Invariants: a type or capability whose file has a fault is not there; without the setting
 * there is none; nothing that an agent says of itself is part of it.
 */
package org.bailiwick.ars.catalogue;
