/**
 * Work at PostgreSQL databases: the reviewed statement of an operation, executed by a role that
 * exists for this one call.
 *
 * <p>Door: {@link org.bailiwick.broker.database.DatabaseDriver}. Invariants: values of the input
 * are bound as parameters and are never part of a statement; names in statements of the broker's
 * own are random hexadecimal digits, or names of the asset file, quoted; the password of a role is
 * in no statement and no log, only its SCRAM verifier; the role is dropped with the call; an
 * attempt that was interrupted at its commit is settled by the status of its transaction.
 */
package org.bailiwick.broker.database;
