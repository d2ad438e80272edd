/** What the broker's tests share: a PostgreSQL server, the broker's own database, asset files. */
package org.bailiwick.broker.testing;
