/**
 * Brings database schemas up to date from the numbered files of {@code sql/}, as the owner role and
 * before a node starts. A node never changes a schema. Door: {@link
 * org.bailiwick.command.migration.MigrateCommand}.
 */
package org.bailiwick.command.migration;
