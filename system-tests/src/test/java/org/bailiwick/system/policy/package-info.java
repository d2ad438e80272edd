/** Policies that an operator publishes while the nodes run. */
package org.bailiwick.system.policy;
