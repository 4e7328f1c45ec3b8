// Package view answers: how does an issue, or a destination, look to a person? It turns wire types into text and knows
// nothing of where they come from. The golden files are the documentation.
package view
