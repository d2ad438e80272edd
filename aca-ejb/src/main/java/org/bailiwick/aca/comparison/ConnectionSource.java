package org.bailiwick.aca.comparison;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens the authority's database: a pool's connection in a node, a file's in a command. */
public interface ConnectionSource {
  Connection open() throws SQLException;
}
