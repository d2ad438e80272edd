/** What tests of drivers share: a server that records, and the broker's side of a driver. */
package org.bailiwick.broker.testing;
