/** The cost of verifying evidence, measured by JMH; {@code bench/evidence.sh} runs them. */
package org.bailiwick.aca.costs;
