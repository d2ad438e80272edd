/** What is still there after {@code kill -9}: the nodes' promises to those whom they answered. */
package org.bailiwick.system.survival;
