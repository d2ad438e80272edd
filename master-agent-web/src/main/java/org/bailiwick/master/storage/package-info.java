/**
 * The database seen from the Master Agent: {@link org.bailiwick.master.storage.Store} reads, the
 * group writer writes. The EJB here is the only holder of an entity manager, because a transaction
 * is the only thing that it adds; rows and queries live with the capability that owns them.
 */
package org.bailiwick.master.storage;
