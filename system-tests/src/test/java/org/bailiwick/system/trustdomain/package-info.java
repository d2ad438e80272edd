/** Several trust domains in one authority process: nothing of one counts or shows in another. */
package org.bailiwick.system.trustdomain;
