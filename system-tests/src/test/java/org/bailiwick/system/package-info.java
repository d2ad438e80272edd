/**
 * Tests of the whole system on real node processes. This package holds what every test needs: the
 * nodes with their outside parties ({@link org.bailiwick.system.Nodes}), one way to send requests,
 * a look into the tables, and {@link org.bailiwick.system.BadInput}, the row of the tables of bad
 * inputs. The tests stand in one package per boundary of docs/threat-model.md.
 *
 * <p>Keys and certificates of outside parties are made by the demo's shell functions, that is by
 * openssl; what must be wrong in a hundred ways is made here.
 */
package org.bailiwick.system;
