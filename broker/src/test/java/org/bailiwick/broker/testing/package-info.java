/**
 * What the broker's tests share: a PostgreSQL server, the broker's own database, asset files, a
 * server that records, and the broker's side of a driver.
 */
package org.bailiwick.broker.testing;
