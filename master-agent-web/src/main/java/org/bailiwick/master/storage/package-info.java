/**
 * Access to the Master Agent's database: {@link org.bailiwick.master.storage.Store} reads, and the
 * group writer writes. Only the EJB {@code MasterStore} has an entity manager; it adds the
 * transactions. Rows and queries are in the packages that use them.
 */
package org.bailiwick.master.storage;
