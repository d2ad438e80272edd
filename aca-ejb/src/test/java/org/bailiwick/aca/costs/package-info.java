/** What the checks of evidence cost, measured by JMH; {@code bench/evidence.sh} runs them. */
package org.bailiwick.aca.costs;
