/** The broker beside running nodes, with a PostgreSQL server as its back end. */
package org.bailiwick.system.broker;
