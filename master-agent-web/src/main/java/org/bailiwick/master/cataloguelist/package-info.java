/**
 * Shows the catalogue of capability types to officers and auditors, and its faults to operators.
 * Door: {@link org.bailiwick.master.cataloguelist.CatalogueResource}.
 *
 * <p>Invariants: entries are shown as this node knows them now; a faulty file is shown with its
 * fault, and stops no request about other capabilities.
 */
package org.bailiwick.master.cataloguelist;
