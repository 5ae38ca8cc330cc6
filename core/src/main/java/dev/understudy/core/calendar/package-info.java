/** Times when nobody may move anything, or only then. Imports nothing of ours. */
package dev.understudy.core.calendar;
