/** What is still there after {@code kill -9}: jobs that a domain node accepted. */
package org.bailiwick.system.survival;
