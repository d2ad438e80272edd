/** What the nodes' answers about their health have in common. */
package org.bailiwick.node.health;
